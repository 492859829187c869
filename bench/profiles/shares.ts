import type { RuntimeName } from '../servers.ts'

/** A part of a server's processor time. */
export interface Share {
  readonly what: string
  readonly share: number
}

/** System calls by what they do, as the kernel's functions are called. */
const calls: readonly (readonly [RegExp, string])[] = [
  [
    /^(tcp_sendmsg|sock_write_iter|sock_sendmsg|(k|__|do_|__x64_)sys_(write|writev|sendto|sendmsg)|do_writev)$/,
    'kernel: write to a socket',
  ],
  [
    /^(tcp_recvmsg|sock_read_iter|sock_recvmsg|(k|__|do_|__x64_)sys_(read|readv|recvfrom|recvmsg)|do_readv)$/,
    'kernel: read from a socket',
  ],
  [/^(do_epoll_\w+|__(x64|arm64)_sys_(epoll_\w+|io_uring_enter))$/, 'kernel: wait for events'],
  [
    /^(do_accept|__sys_(accept4|setsockopt|shutdown|getpeername|getsockname)|inet_release|__fput|__(x64|arm64)_sys_(accept4?|close|shutdown|\w+sockopt|get\w+name|fcntl|ioctl))$/,
    'kernel: open and close sockets',
  ],
  [/^(do_futex|__(x64|arm64)_sys_(futex|sched_yield))$/, 'kernel: threads'],
  [/page_fault|^__(x64|arm64)_sys_(mmap|munmap|madvise|mprotect|brk)$|^(__do_munmap|do_madvise)/, 'kernel: memory'],
]
const isKernel = (dso: string): boolean => dso.includes('kernel') || dso.startsWith('[guest')

/** Code by where its file is. */
const sources: readonly (readonly [RegExp, string])[] = [
  [/\/node_modules\/ws\//, 'JavaScript: ws'],
  [/\/node_modules\/(hono|@hono)\//, 'JavaScript: Hono'],
  [/\/(src|adapters|bench\/hosts)\//, 'JavaScript: this library and the handlers'],
  [/(^| )(node|ext|deno|cloudflare-internal):/, "JavaScript: the runtime's own"],
  [
    /^(JS|LazyCompile|Function|Script|Eval|Builtin|BytecodeHandler|Baseline|RegExp):|^(\[unknown\]|0x)/,
    'JavaScript: other',
  ],
]

/** Native code by what it is called. */
const natives: readonly (readonly [RegExp, string])[] = [
  [
    /Scaveng|MarkCompact|Sweeper|Mark(ing|er)|Evacuat|GarbageCollect|JSC::(Heap|Slot|Marked)|Weak.*Callback/i,
    'garbage collection',
  ],
  [/compiler::|maglev|turbo|Compile|baseline|Parser|JSC::(DFG|FTL|B3|Bytecode)/i, 'compiler'],
]

const stackLine = /^\s+[0-9a-f]+ (.*) \((.*)\)$/

interface Frame {
  readonly symbol: string
  readonly file: string
}

/** The kinds of work in what `perf script` has printed, the largest first. */
export function sharesOf(script: string, runtime: RuntimeName): readonly Share[] {
  const counts = new Map<string, number>()
  const samples = script.split(/\n\s*\n/).map(framesOf)
  const seen = samples.filter((frames) => frames.length > 0)
  for (const frames of seen) {
    const what = kindOf(frames, runtime)
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => ({ what, share: count / seen.length })).sort((a, b) => b.share - a.share)
}

const framesOf = (sample: string): readonly Frame[] =>
  sample.split('\n').flatMap((line) => {
    const [, symbol, file] = stackLine.exec(line) ?? []
    return symbol === undefined || file === undefined ? [] : [{ symbol: symbol.replace(/\+0x[0-9a-f]+$/, ''), file }]
  })

/** The innermost frame says what it is; in the kernel, the system call that it is for. */
function kindOf(frames: readonly Frame[], runtime: RuntimeName): string {
  const [inner] = frames
  if (inner === undefined) return 'unknown'
  if (isKernel(inner.file)) {
    const found = frames.flatMap(({ symbol }) => named(calls, symbol) ?? [])[0]
    return found ?? 'kernel: other'
  }
  const isNative = inner.file.endsWith(`/${runtime}`) || /\.so|\/bin\//.test(inner.file)
  if (!isNative) return named(sources, inner.symbol) ?? 'JavaScript: other'
  const kind = named(natives, inner.symbol)
  return kind ?? "the runtime's native code"
}

const named = (list: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  list.find(([pattern]) => pattern.test(text))?.[1]
