import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sharesOf } from '../../bench/profiles/shares.ts'
import { scenarios } from '../../bench/scenarios/index.ts'
import { techniques } from '../../bench/techniques/techniques.ts'
import { edited, root } from '../../bench/tree.ts'

test.each(techniques)('what takes this away is in the sources: $name', ({ edits, shows }) => {
  const files = [...new Set(edits.map(({ file }) => file))]
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    const changed = edits.filter((edit) => edit.file === file).reduce(edited, text)
    expect(changed).not.toBe(text)
  }
  expect(Object.values(shows).flat()).not.toEqual([])
  for (const name of Object.values(shows).flat()) expect(scenarios.map((one) => one.name)).toContain(name)
})

test('an edit whose place is not there once is an error', () => {
  const edit = { file: 'a.ts', find: 'one', replace: '$&' }
  expect(edited('one two', edit)).toBe('$& two')
  expect(() => edited('two', edit)).toThrow('a.ts has the text 0 times: "one"')
  expect(() => edited('one one', edit)).toThrow('2 times')
})

test('a sample counts as what its innermost frame is, and in the kernel as the call it is for', () => {
  const sample = (...frames: readonly string[]) => `node\n${frames.map((frame) => `\t  ffff ${frame}`).join('\n')}\n`
  const kernel = '([kernel.kallsyms])'
  const shares = sharesOf(
    [
      sample(`tcp_ack ${kernel}`, `tcp_sendmsg ${kernel}`, `ksys_write ${kernel}`, 'write (/usr/lib/libc.so.6)'),
      sample(`tcp_ack ${kernel}`, `tcp_sendmsg ${kernel}`, 'JS:*send file:///x/src/a.ts:1:1 (/x/perf-1.map)'),
      sample(`ktime_get ${kernel}`),
      sample('JS:*send file:///x/node_modules/ws/lib/sender.js:1:1 (/x/perf-1.map)'),
      sample('JS:*send file:///x/src/session.ts:1:1 (/x/perf-1.map)'),
      sample('JS:*write node:net:1:1 (/x/perf-1.map)'),
      sample('v8::internal::Scavenger::Process() (/x/bin/node)'),
      sample('node::StreamBase::Write (/x/bin/node)'),
    ].join('\n'),
    'node',
  )
  expect(shares[0]).toEqual({ what: 'kernel: write to a socket', share: 0.25 })
  expect(shares.map(({ what }) => what).toSorted()).toEqual([
    "JavaScript: the runtime's own",
    'JavaScript: this library and the handlers',
    'JavaScript: ws',
    'garbage collection',
    'kernel: other',
    'kernel: write to a socket',
    "the runtime's native code",
  ])
})
