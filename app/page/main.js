import { chatRoom } from './chat.js'
import { Connection } from './connection.js'
import { keepName } from './name.js'
import { ownCamera } from './own-camera.js'
import { managePane } from './pane.js'
import { cameraWall } from './wall.js'

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

const name = /** @type {HTMLInputElement} */ (byId('name'))
keepName(name)

const wall = byId('wall')
const camera = new Connection('/ws/camera')
cameraWall(wall, camera)
const sending = ownCamera(wall, camera, name)
wall.addEventListener('camera', managePane(wall, camera, sending))

const room = byId('chat')
const chat = new Connection('/ws')
chatRoom(room, chat, name)
managePane(room, chat)
