import { type ConnectOptions, connect } from 'jackfield/client'
import { cameras, chat } from '../channels.ts'
import { chatRoom } from './chat.ts'
import { ownCamera } from './own-camera.ts'
import { managePane, showFault } from './pane.ts'
import { byId } from './template.ts'
import { keepName, keepTab } from './visitor.ts'
import { cameraWall } from './wall.ts'

const name = byId<HTMLInputElement>('name')
keepName(name)
const tab = keepTab()

/** Where a channel is, asked at each attempt: it says who comes. */
const address = (path: string, live = false) =>
  `${path}?${new URLSearchParams({ name: name.value, tab, live: `${live}` })}`

/** A dead line is found within ten seconds; one that nobody needs stays for fifteen. */
const options = (pane: HTMLElement): ConnectOptions => ({
  lazy: { grace: 15_000 },
  ping: { interval: 5_000, timeout: 5_000 },
  onFault: showFault(pane),
})

const room = byId('chat')
const talk = connect(chat, () => address('/ws'), options(room))
managePane(room, { ...talk, echo: () => talk.call('echo') }, chatRoom(room, talk, name))

const wall = byId('wall')
const pictures = connect(cameras, () => address('/ws/camera', own.isLive()), options(wall))
const own = ownCamera(wall, pictures, name)
const decide = managePane(
  wall,
  { ...pictures, echo: () => pictures.call('echo') },
  { ...cameraWall(wall, pictures), isBusy: own.isLive },
)
wall.addEventListener('camera', decide)
