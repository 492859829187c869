import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { blockOf, withValues } from './blocks.ts'

/** A proxy program: how it is started in a folder of its own, and told to read its configuration again. */
export interface Kind {
  readonly name: 'nginx' | 'haproxy'
  readonly binary: string | undefined
  readonly file: string
  readonly args: readonly string[]
  readonly reload: NodeJS.Signals
  /** What it says once it listens. */
  readonly ready: RegExp
  /** What it says once it heeds that signal. */
  readonly heard: RegExp
  /** What docs/deploy.md gives, with the values of a place. */
  configuration(place: Place): string
}

export interface Place {
  /** Where its certificate lies. */
  readonly folder: string
  readonly port: number
  /** The port of the server. */
  readonly backend: number
}

// Packages put them where only root's PATH may lead.
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
const find = (name: string): string | undefined => folders.map((folder) => join(folder, name)).find(existsSync)

export const nginx: Kind = {
  name: 'nginx',
  binary: find('nginx'),
  file: 'nginx.conf',
  args: ['-e', 'stderr', '-p', '.', '-c', 'nginx.conf'],
  reload: 'SIGHUP',
  ready: /start worker process \d/,
  heard: /reconfiguring/,
  // In the foreground, with nothing outside its folder.
  configuration: ({ folder, port, backend }) => `daemon off;
pid nginx.pid;
error_log stderr notice;
${blockOf('/etc/nginx/nginx.conf')}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
${withValues(blockOf('/etc/nginx/conf.d/app.conf'), {
  'listen 443 ': `listen 127.0.0.1:${port} `,
  '127.0.0.1:3000': `127.0.0.1:${backend}`,
  '/etc/letsencrypt/live/example.com/fullchain.pem': `${folder}/cert.pem`,
  '/etc/letsencrypt/live/example.com/privkey.pem': `${folder}/key.pem`,
})}
}
`,
}

export const haproxy: Kind = {
  name: 'haproxy',
  binary: find('haproxy'),
  file: 'haproxy.cfg',
  args: ['-W', '-db', '-f', 'haproxy.cfg'],
  reload: 'SIGUSR2',
  ready: /Loading success/,
  heard: /Reloading HAProxy/,
  configuration: ({ folder, port, backend }) =>
    withValues(blockOf('/etc/haproxy/haproxy.cfg'), {
      'bind :443 ': `bind 127.0.0.1:${port} `,
      '127.0.0.1:3000': `127.0.0.1:${backend}`,
      '/etc/haproxy/example.com.pem': `${folder}/both.pem`,
    }),
}

/** The one that stands behind another proxy. */
export const innerHaproxy: Kind = {
  ...haproxy,
  configuration: ({ port, backend }) =>
    withValues(blockOf('/etc/haproxy/haproxy.cfg behind another proxy'), {
      'bind 10.0.0.2:8080': `bind 127.0.0.1:${port}`,
      '10.0.0.3:3000': `127.0.0.1:${backend}`,
    }),
}

export const kinds: readonly Kind[] = [nginx, haproxy]
