import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'

const require = createRequire(new URL('../runtimes/package.json', import.meta.url))

/** The real binaries: the scripts in `.bin` leave orphans behind (deno) or pass no third descriptor on (workerd). */
export const binaries = {
  node24: () => join(packageOf('node'), 'bin', exe('node')),
  node22: () => join(packageOf('node22'), 'bin', exe('node')),
  bun: () => join(packageOf('bun'), 'bin', 'bun.exe'),
  deno: () => join(packageOf(`@deno/${denoPlatform()}`, packageOf('deno')), exe('deno')),
  workerd: () =>
    join(packageOf(`@cloudflare/workerd-${workerdPlatform()}`, packageOf('workerd')), 'bin', exe('workerd')),
}

/** The path of a binary, or `undefined` where it is not installed. */
export function findBinary(name: keyof typeof binaries): string | undefined {
  try {
    const path = binaries[name]()
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

function packageOf(name: string, from?: string): string {
  const resolve = from ? createRequire(join(from, 'package.json')).resolve : require.resolve
  return dirname(resolve(`${name}/package.json`))
}

function exe(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name
}

function denoPlatform(): string {
  if (process.platform === 'win32') return `win32-${process.arch}`
  return process.platform === 'linux' ? `linux-${process.arch}-glibc` : `${process.platform}-${process.arch}`
}

function workerdPlatform(): string {
  return process.platform === 'win32'
    ? 'windows-64'
    : `${process.platform}-${process.arch === 'arm64' ? 'arm64' : '64'}`
}
