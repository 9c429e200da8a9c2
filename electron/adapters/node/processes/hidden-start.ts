/** The desktop started like this shows no window: at login, and when a command only needs its keeper. */
export const HIDDEN = '--hidden'
