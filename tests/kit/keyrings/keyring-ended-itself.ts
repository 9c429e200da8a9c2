/** How a test's failure says that its keyring ended itself; vite.config.ts has such a test run again. */
export const KEYRING_ENDED_ITSELF = 'the keyring ended itself'
