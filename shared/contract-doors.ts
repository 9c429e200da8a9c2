/** The doors that may make a call. A token goes out through the socket alone: never to a page or window. */
export const EVERY = ['socket', 'page', 'window'] as const
export const SOCKET = ['socket'] as const
export type Door = (typeof EVERY)[number]
