/** The package has no types of its own; only what is used here is declared. */
declare module 'fs-native-extensions' {
  /** Takes an exclusive lock of the whole file, held by the open file until it is closed; false when another has it. */
  export function tryLock(fd: number): boolean
}
