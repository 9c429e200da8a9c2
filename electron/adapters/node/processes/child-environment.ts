/**
 * Without what opens the vault: programs of others, and all that they start, would inherit it. Windows takes a variable's
 * name in any case.
 */
export function withoutPassphrase(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('EVERBEARER_PASSPHRASE')),
  )
}
