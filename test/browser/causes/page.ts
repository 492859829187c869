// Runs in the browser: connects to where its address says, and shows how that stands.

import { type ConnectOptions, connect, type Status } from '../../../src/client/index.ts'
import { greeting } from './channel.ts'

declare global {
  interface Window {
    /** Every status since the page was loaded. */
    statuses: Status[]
  }
}

const query = new URLSearchParams(location.search)
const options: ConnectOptions = JSON.parse(query.get('options') ?? '{}')
const socket = connect(greeting, query.get('to') ?? '/ws', options)

const wordsOf = (status: Status): string => {
  if (status.state === 'waiting') return `No connection. ${status.why.message}`
  if (status.state === 'closed') return `Given up. ${status.why.message}`
  return status.state
}

const show = (status: Status): void => {
  window.statuses.push(status)
  const output = document.querySelector('output')
  if (output) output.textContent = wordsOf(status)
}

window.statuses = []
show(socket.status.current)
socket.status.subscribe(show)
