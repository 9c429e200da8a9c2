/** One measured value beside what it was measured against in the same run. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly against: string
  /** Of this value to the other one's. */
  readonly ratio: number
}

/** As `--json` prints them: a line each. */
export function figureLines(figures: readonly Figure[]): string {
  return figures.map((figure) => `${JSON.stringify(figure)}\n`).join('')
}
