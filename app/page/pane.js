import { explainClose } from './close-codes.js'
import { partsOf } from './template.js'

const HIDDEN_GRACE = 15_000

const stateNames = {
  unused: 'not in use',
  connecting: 'connecting',
  open: 'live',
  waiting: 'waiting',
  stopped: 'stopped',
}

/**
 * A pane around a connection: it connects only while the pane is open and the page is seen, and shows how the line is.
 * @param {HTMLElement} pane
 * @param {import('./connection.js').Connection} connection
 * @param {() => boolean} busy Keeps the line although the page is not seen: its own camera is on.
 */
export function managePane(pane, connection, busy = () => false) {
  const part = partsOf(pane)
  const toggle = part('toggle')
  let open = true
  let seen = true
  let leaving = 0
  let counted = 0

  const decide = () => connection.use(open && (seen || busy()))
  toggle.addEventListener('click', () => {
    open = !open
    pane.classList.toggle('closed', !open)
    part('body').hidden = !open
    toggle.ariaExpanded = String(open)
    toggle.textContent = open ? 'Hide' : 'Show'
    if (!open) pane.dispatchEvent(new Event('hide'))
    decide()
  })
  document.addEventListener('visibilitychange', () => {
    clearTimeout(leaving)
    const look = () => {
      seen = !document.hidden
      decide()
    }
    if (document.hidden) leaving = setTimeout(look, HIDDEN_GRACE)
    else look()
  })
  part('try').addEventListener('click', () => connection.tryNow())
  connection.addEventListener('change', showState)
  setInterval(() => {
    part('frames').textContent = String(connection.messages - counted)
    counted = connection.messages
    showCountdown()
  }, 1_000)

  function showState() {
    const { state, roundTrip, lastClose } = connection
    pane.dataset.state = state
    part('state').textContent = stateNames[state]
    part('round-trip').textContent = roundTrip === undefined ? '–' : `${roundTrip.toFixed(1)} ms`
    part('close').textContent = lastClose ? describe(lastClose) : 'none'
    part('close').title = part('close').textContent
    showTrouble()
    showCountdown()
  }

  function showTrouble() {
    const text = troubleOf(connection)
    part('trouble').hidden = !text
    if (part('why').textContent !== text) part('why').textContent = text // a screen reader speaks every change
  }

  function showCountdown() {
    const seconds = Math.ceil((connection.retryAt - performance.now()) / 1000)
    part('countdown').textContent = connection.state === 'waiting' ? `Next try in ${Math.max(seconds, 0)} s.` : ''
  }

  decide()
  return decide
}

/**
 * What keeps the line from being live, in a sentence; none if nothing does.
 * @param {import('./connection.js').Connection} connection
 */
function troubleOf({ state, lastClose, failedAttempts }) {
  const down = state === 'waiting' || state === 'connecting'
  if (down && failedAttempts) return 'The server cannot be reached.'
  if (down && lastClose && !isOurs(lastClose)) return `The line is down: ${describe(lastClose)}.`
  if (state === 'stopped' && lastClose) return `${describe(lastClose)}. A retry by itself would not help.`
  return ''
}

/** @param {import('./connection.js').Close} close */
const describe = (close) => `${close.code}, ${explainClose(close).means}`

/** @param {import('./connection.js').Close} close */
const isOurs = ({ code }) => code === 1000
