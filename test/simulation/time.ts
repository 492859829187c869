import { Clock, settle } from '../../adapters/memory/clock.ts'
import type { Action, Script } from './plan.ts'
import { perform, turns } from './script.ts'

/** Resolves when the microtask queue is empty. */
const allSettled = (): Promise<void> => new Promise(setImmediate)

/** The fake time of one run, with an account of who waits for it. */
export class Time {
  /** Scripts that sleep. */
  sleeping = 0
  /** Timers of the core that are not over. */
  timers = 0
  readonly #clock: Clock = new Clock(() => (this.#hasty ? settle() : allSettled()))
  #passing: Promise<void> = Promise.resolve()
  #hasty = false

  now(): number {
    return this.#clock.now()
  }

  /**
   * Lets time pass, after what passes already. Hasty time passes after some turns of the microtask queue, so that other
   * things may happen in between; else it waits until that is empty.
   */
  pass(ms: number, hasty = false): Promise<void> {
    this.#passing = this.#passing.then(() => {
      this.#hasty = hasty
      return this.#clock.advance(ms)
    })
    return this.#passing
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    await this.#passing
    await allSettled()
  }

  /** Calls something later that is not of the core. */
  after(ms: number, fn: () => void): () => void {
    return this.#clock.timer(fn, ms)
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.sleeping++
      const wake = () => {
        cancel()
        signal?.removeEventListener('abort', wake)
        this.sleeping--
        resolve()
      }
      const cancel = this.after(ms, wake)
      if (signal?.aborted) wake()
      else signal?.addEventListener('abort', wake)
    })
  }

  /** A script that only waits. */
  wait(script: Script): void | Promise<void> {
    return perform(script, (action: Action) => {
      if (action.act === 'sleep') return this.sleep(action.ms)
      if (action.act === 'yield') return turns(action.turns)
    })
  }

  /** The core's own timers. */
  timer(fn: () => void, ms: number): () => void {
    this.timers++
    let running = true
    const end = () => {
      if (running) this.timers--
      running = false
    }
    const cancel = this.after(ms, () => {
      end()
      fn()
    })
    return () => {
      end()
      cancel()
    }
  }
}
