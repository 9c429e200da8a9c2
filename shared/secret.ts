/** What every printer shows instead of a secret. */
export const MASK = '••••••••'

/**
 * A token, client secret or passphrase. It has no printer: text, JSON and console output show a mask,
 * so a secret that strays into a log line or an answer cannot be read there.
 * `reveal()` is the only exit; every use of it can be found by name.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  /** Node's console and error printer look for this symbol; without it they would list nothing, but say less. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Secret(${MASK})`
  }
}
