import type { App } from 'electron'
import { HIDDEN } from '../adapters/node/processes/hidden-start.ts'
import { placeOfLink, placeOfWords } from './deep-link.ts'
import { type MessageBuffer, messageBuffer } from './message-buffer.ts'

/** A request to show the window: at the place of a link, or as it is (null). */
export type ShowRequest = { readonly place: string | null }

/**
 * Requests from outside to show the window, buffered until there is one. Listens before the program is ready: a second start
 * may come right after the first, and on macOS the link that starts the program comes before that.
 */
export function watchShowRequests(app: Pick<App, 'on'>): MessageBuffer<ShowRequest> {
  const requests = messageBuffer<ShowRequest>()
  app.on('second-instance', (_event, words) => {
    // A hidden start, at login or by a command that needs a keeper, wants no window.
    if (!words.includes(HIDDEN)) requests.say({ place: placeOfWords(words) })
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    requests.say({ place: placeOfLink(link) })
  })
  return requests
}
