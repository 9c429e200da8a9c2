/** One command's help: what it does in a line, what a stranger needs to know besides, and examples to copy. */
export type CommandText = {
  readonly about: string
  readonly details?: string
  readonly examples?: readonly string[]
}
