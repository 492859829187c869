const FIRST_DELAY = 500
const LONGEST_DELAY = 10_000

/**
 * Milliseconds to wait before an attempt. Full jitter: anything up to a bound that doubles, so that a thousand pages
 * do not knock at the same moment.
 * @param {number} attempt Counted from 0.
 */
export const delayBefore = (attempt) => Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt)
