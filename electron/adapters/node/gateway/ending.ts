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

  /** Sets what to do at the end, in place of any earlier action; runs at once where it has ended. */
  onEnd(cut: () => void): void {
    this.#cut = cut
    if (this.#ended) cut()
  }
}
