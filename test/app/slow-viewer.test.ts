import { connect } from 'jackfield/client'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { cameras } from '../../app/channels.ts'
import { endControlRooms, isInstalled, startControlRoom } from './control-room.ts'

afterEach(endControlRooms)

const frames = 600
// Together far more than the buffers of the system hold.
const jpeg = new Uint8Array(64 * 1024)

/** A viewer of one camera who can stop reading. */
async function watch(url: string, camera: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/camera?name=Bob`, 'jackfield.1')
  const numbers: number[] = []
  const last = Promise.withResolvers<void>()
  const watches = Promise.withResolvers<void>()
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'watch', data: { camera } }))
    socket.send(JSON.stringify({ type: 'echo', id: 1 }))
  })
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return JSON.parse(String(data)).type === 'reply' && watches.resolve()
    const { number } = JSON.parse(String(data.subarray(4, 4 + data.readUInt32BE()))).data
    numbers.push(number)
    if (number === frames - 1) last.resolve()
  })
  socket.on('close', (code) => last.reject(new Error(`closed with ${code} before the newest frame`)))
  await watches.promise
  return { socket, numbers, last: last.promise }
}

for (const runtime of ['node', 'bun', 'deno'] as const) {
  const here = isInstalled(runtime)
  describe.skipIf(!here)(`${runtime}: a slow viewer${here ? '' : ' (passed over: it is not installed)'}`, () => {
    test('gets the newest frame, in its place those between are left out, and no older one comes after', async () => {
      const { url } = await startControlRoom({ runtime })
      const camera = connect(cameras, `${url}/ws/camera?name=Ada&live=true`)
      const { data } = await new Promise<{ data: { camera: string } }>((resolve) =>
        camera.members.subscribe(({ list: [me] }) => me && resolve(me)),
      )
      const viewer = await watch(url, data.camera)
      viewer.socket.pause()
      for (let number = 0; number < frames; number++) {
        camera.send('frame', { number }, jpeg)
        if (number % 20 === 19) await camera.call('echo')
      }
      viewer.socket.resume()
      await viewer.last
      expect(viewer.numbers.length).toBeLessThan(frames)
      expect(viewer.numbers).toEqual(viewer.numbers.toSorted((one, other) => one - other))
      camera.close()
      viewer.socket.terminate()
    })
  })
}
