const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b)

/** The value below which that share of them lies; `NaN` of none. */
export function percentile(values: readonly number[], share: number): number {
  return sorted(values)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN
}

/** The middle one, or the mean of the two in the middle; `NaN` of none. */
export function median(values: readonly number[]): number {
  const ordered = sorted(values)
  const half = ordered.length / 2
  const [low = Number.NaN, high = low] = ordered.slice(Math.ceil(half) - 1, Math.floor(half) + 1)
  return (low + high) / 2
}

/** Half of the distance between the least and the greatest, as a share of the median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values)
}
