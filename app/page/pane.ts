import type { Cause, ChannelError, Observable, Status } from 'jackfield/client'
import { stateNames, troubleOf } from './status.ts'
import { fromTemplate, partsOf, write } from './template.ts'

const echoEvery = 2_000

/** What a pane shows of a connection. */
export interface Line {
  readonly status: Observable<Status>
  /** Tries at once. */
  retry(): void
  /** Goes to the server and comes back. */
  echo(): Promise<unknown>
}

/** What is inside of a pane. */
export interface Content {
  /** Listens to the connection, which is there for as long as somebody does. Answers with the undo. */
  listen(): () => void
  /** Keeps the connection although nobody looks at the page. */
  isBusy?(): boolean
}

const clockTime = () => new Date().toTimeString().slice(0, 8)

/** Shows in a pane's meters what was dropped or wrong on its connection. */
export const showFault = (pane: HTMLElement) => (fault: ChannelError) => {
  console.warn(fault)
  const meter = partsOf(pane)('fault')
  write(meter, `${fault.code}, ${clockTime()}`)
  meter.title = fault.message
}

/**
 * Puts the meters and the notice of a connection into a pane, and keeps it in use while the pane is open and seen.
 * Answers with what decides that again.
 */
export const managePane = (pane: HTMLElement, line: Line, { listen, isBusy = () => false }: Content): (() => void) => {
  const { element: head, part: meter } = fromTemplate('meters')
  const { element: notice, part: trouble } = fromTemplate('trouble')
  const part = partsOf(pane)
  const toggle = part('toggle')
  const button = trouble<HTMLButtonElement>('try')
  part('header').after(head, notice)
  /** Why the connection was lost last, or did not open; and until it is open again. */
  let last: Cause | undefined
  let until: number | undefined
  let isOpen = true
  let stop: (() => void) | undefined

  const decide = () => {
    const isUsed = isOpen && (!document.hidden || isBusy())
    if (isUsed) stop ??= listen()
    else {
      stop?.()
      stop = undefined
    }
  }

  const showTrouble = () => {
    const status = line.status.current
    const found = troubleOf(status, last, Date.now())
    notice.hidden = !found
    write(trouble('why'), found?.why ?? '')
    write(trouble('countdown'), found?.next ?? '')
    write(button, found?.button ?? '')
    button.disabled = status.state === 'connecting'
  }

  const showCut = ({ code, close, message }: Cause) => {
    write(meter('cut'), `${close ?? code}, ${clockTime()}`)
    meter('cut').title = message
  }

  const showStatus = (status: Status) => {
    const wasOpen = pane.dataset.state === 'open'
    pane.dataset.state = status.state
    write(meter('state'), stateNames[status.state])
    if (status.state === 'waiting' || status.state === 'closed') {
      last = status.why
      if (wasOpen) showCut(last)
    }
    // Of one wait the reason may be found out later; the bar is on its way then.
    if (status.state === 'waiting' && status.until !== until) {
      until = status.until
      notice.style.setProperty('--wait', `${until - Date.now()}ms`)
    }
    if (status.state === 'open') {
      last = undefined
      void measure()
    } else write(meter('round-trip'), '–')
    showTrouble()
  }

  const measure = async () => {
    if (!stop || line.status.current.state !== 'open') return
    const started = performance.now()
    await line.echo().then(
      () => write(meter('round-trip'), `${(performance.now() - started).toFixed(1)} ms`),
      () => {}, // the status says it
    )
  }

  toggle.addEventListener('click', () => {
    isOpen = !isOpen
    pane.classList.toggle('closed', !isOpen)
    part('body').hidden = !isOpen
    toggle.ariaExpanded = String(isOpen)
    toggle.textContent = isOpen ? 'Hide' : 'Show'
    if (!isOpen) pane.dispatchEvent(new Event('hide'))
    decide()
  })
  button.addEventListener('click', () => (line.status.current.state === 'closed' ? location.reload() : line.retry()))
  document.addEventListener('visibilitychange', decide)
  line.status.subscribe(showStatus)
  setInterval(showTrouble, 250)
  setInterval(measure, echoEvery)
  showStatus(line.status.current)
  decide()
  return decide
}
