/** Whether a call's caller is gone. An AbortController for each would cost as much as the rest of a small call. */
export class Ending {
  #ended = false
  #cut: () => void = () => {}

  get ended(): boolean {
    return this.#ended
  }

  end(): void {
    this.#ended = true
    this.#cut()
  }

  /** What is to be done then, in place of what was said before; at once where that moment has come. */
  cutsOff(cut: () => void): void {
    this.#cut = cut
    if (this.#ended) cut()
  }
}
