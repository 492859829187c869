import type { ClientSocket, Members } from 'jackfield/client'
import type { cameras } from '../channels.ts'
import { frameEvent } from './frame-event.ts'
import type { Content } from './pane.ts'
import { fromTemplate, partsOf, write } from './template.ts'
import { createTile } from './tile.ts'

interface Seen {
  readonly camera: string
  readonly name: string
  readonly live: boolean
}

/** The wall: a tile for each of the others whose camera is on. */
export const cameraWall = (pane: HTMLElement, socket: ClientSocket<typeof cameras>): Content => {
  const part = partsOf(pane)
  /** By member: whoever comes back with another connection keeps the tile. */
  const tiles = new Map<string, ReturnType<typeof createTile>>()
  /** The cameras that this connection watches, each with its member. */
  const watched = new Map<string, string>()
  let frames = 0

  const isMine = (camera: string) => {
    const { current } = socket.status
    return current.state === 'open' && current.id === camera
  }

  const add = (id: string) => {
    const tile = createTile(fromTemplate('tile'))
    tiles.set(id, tile)
    part('tiles').append(tile.element)
    return tile
  }

  const show = ({ list }: Members<Seen>) => {
    const live = list.filter(({ data }) => data.live && !isMine(data.camera))
    const [ids, wanted] = [new Set(live.map(({ id }) => id)), new Set(live.map(({ data }) => data.camera))]
    for (const [id, tile] of tiles) {
      if (ids.has(id)) continue
      tile.element.remove()
      tiles.delete(id)
    }
    for (const camera of watched.keys()) {
      if (!wanted.has(camera) && watched.delete(camera)) socket.send('unwatch', { camera })
    }
    for (const { id, data } of live) {
      const tile = tiles.get(id) ?? add(id)
      tile.name(data.name)
      if (!watched.has(data.camera)) socket.send('watch', { camera: data.camera })
      watched.set(data.camera, id)
    }
  }

  // A connection begins with nothing that it watches.
  socket.status.subscribe(({ state }) => state === 'open' || watched.clear())
  document.addEventListener('frame', () => frames++)
  setInterval(() => {
    write(part('gauge'), String(frames))
    frames = 0
    for (const tile of tiles.values()) tile.tick()
  }, 1_000)

  return {
    listen() {
      const undos = [
        socket.on('frame', ({ head: { camera, name, number }, body }) => {
          frameEvent({ direction: 'received', jpeg: body, name })
          tiles.get(watched.get(camera) ?? '')?.show(number, body)
        }),
        socket.members.subscribe(show),
      ]
      return () => {
        for (const undo of undos) undo()
      }
    },
  }
}
