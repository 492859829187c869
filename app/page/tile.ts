import { type fromTemplate, write } from './template.ts'

const staleAfter = 2_000

/** Draws JPEGs one at a time; of those that arrive meanwhile, only the newest is drawn. */
const newestOnly = (canvas: HTMLCanvasElement) => {
  const context = canvas.getContext('2d')
  let next: Uint8Array<ArrayBuffer> | undefined
  let isDrawing = false

  return async (jpeg: Uint8Array<ArrayBuffer>): Promise<void> => {
    next = jpeg
    if (isDrawing) return
    isDrawing = true
    while (next) {
      const blob = new Blob([next], { type: 'image/jpeg' })
      next = undefined
      const picture = await createImageBitmap(blob).catch(() => undefined) // a stranger's frame may be no JPEG
      if (!picture) continue
      canvas.width = picture.width
      canvas.height = picture.height
      context?.drawImage(picture, 0, 0)
      picture.close()
    }
    isDrawing = false
  }
}

/** The tile of somebody's camera. */
export const createTile = ({ element, part }: ReturnType<typeof fromTemplate>) => {
  const canvas = part<HTMLCanvasElement>('picture')
  const draw = newestOnly(canvas)
  let newest = performance.now()
  let frames = 0
  let skipped = 0
  let last: number | undefined

  return {
    element,
    name(name: string): void {
      write(part('name'), name)
      canvas.ariaLabel = `Camera of ${name}`
    },
    show(number: number, jpeg: Uint8Array<ArrayBuffer>): void {
      // One who is slower than the camera gets the newest frame, and not those between. Another connection counts anew.
      if (last !== undefined && number > last) skipped += number - last - 1
      last = number
      frames++
      newest = performance.now()
      void draw(jpeg)
    },
    /** Once a second. */
    tick(): void {
      const isStale = performance.now() - newest > staleAfter
      const rate = skipped > 0 ? `${frames} frames/s, ${skipped} skipped` : `${frames} frames/s`
      write(part('rate'), isStale ? 'no signal' : rate)
      element.classList.toggle('stale', isStale)
      frames = skipped = 0
    },
  }
}
