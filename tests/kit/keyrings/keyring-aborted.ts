/** How a test's failure says that its gnome-keyring ended itself; vite.config.ts lets such a test run once more. */
export const KEYRING_ABORTED = 'gnome-keyring aborted by itself'
