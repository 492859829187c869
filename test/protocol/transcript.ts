/** A line of a transcript; how one is written stands in docs/protocol.md. */
export interface Line {
  /** `''` where there is only one. */
  readonly who: string
  readonly mark: string
  readonly rest: string
}

/** Something that is done, or several messages that are sent at once, and what comes of it. */
export interface Scene {
  readonly remarks: readonly string[]
  readonly acts: readonly Line[]
  readonly results: readonly Line[]
}

const spelling = /^(?:([a-z]+) )?(GET|POST|WAIT|\d{3}|[<>][<>|]?)(?: (.*))?$/

const readLine = (text: string): Line => {
  const [, who = '', mark, rest = ''] = spelling.exec(text) ?? []
  if (mark === undefined) throw new Error(`no line of a transcript: ${text}`)
  return { who, mark, rest }
}

const isRemark = (line: string) => line === '' || line.startsWith('#')
const isResult = ({ mark }: Line) => /^[<\d]/.test(mark)
const isSent = (line: Line | undefined) => line?.mark.startsWith('>') ?? false

/** The scenes of a transcript. */
export function readTranscript(text: string): Scene[] {
  const scenes: { remarks: string[]; acts: Line[]; results: Line[] }[] = []
  let remarks: string[] = []
  for (const written of text.trimEnd().split('\n')) {
    const scene = scenes.at(-1)
    if (isRemark(written)) {
      remarks.push(written)
      continue
    }
    const line = readLine(written)
    if (isResult(line)) {
      if (!scene || remarks.length > 0) throw new Error(`of what does this come: ${written}`)
      scene.results.push(line)
    } else if (scene?.results.length === 0 && remarks.length === 0 && isSent(line) && isSent(scene.acts.at(-1))) {
      scene.acts.push(line)
    } else {
      scenes.push({ remarks, acts: [line], results: [] })
      remarks = []
    }
  }
  if (remarks.length > 0) throw new Error('a transcript ends with what is said, not with remarks')
  return scenes
}

export const writeLine = ({ who, mark, rest }: Line): string =>
  [who, mark, rest].filter((part) => part !== '').join(' ')

/** A text message, written out. */
export const textOf = (rest: string): string =>
  rest.replaceAll(/(.)\{(\d{4,})\}/g, (_, unit: string, times: string) => unit.repeat(Number(times)))

/** A binary message of a line. */
export function bytesOf(rest: string): Uint8Array<ArrayBuffer> {
  const [, length, head = '', body = ''] = /^([\da-f]*)(?: (\{.*\})(?: ([\da-f]+))?)?$/.exec(rest) ?? []
  if (length === undefined) throw new Error(`no binary message: ${rest}`)
  const hex = (digits: string) => Buffer.from(digits, 'hex')
  return new Uint8Array(Buffer.concat([hex(length), Buffer.from(head), hex(body)]))
}

/** A binary message as a line has it. */
export function showBytes(frame: ArrayBuffer): string {
  const bytes = Buffer.from(frame)
  const end = 4 + bytes.readUInt32BE()
  return [bytes.toString('hex', 0, 4), bytes.toString('utf8', 4, end), bytes.toString('hex', end)].join(' ').trimEnd()
}

const id = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g

/** A text with the ids of another one in their places, each for the one that was made as early. */
export function withIdsOf(model: string, text: string): string {
  const [own, others] = [text, model].map((one) => [...new Set(one.match(id))])
  return text.replaceAll(id, (found) => others?.[own?.indexOf(found) ?? -1] ?? found)
}
