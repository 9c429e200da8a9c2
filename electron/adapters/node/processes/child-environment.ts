/**
 * Without the passphrase variables, which foreign programs and all that they start would inherit. Windows ignores the case
 * of a variable's name.
 */
export function withoutPassphrase(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('EVERBEARER_PASSPHRASE')),
  )
}
