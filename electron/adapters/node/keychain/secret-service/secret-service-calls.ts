/** The calls of org.freedesktop.Secret.* that we make, as data: names, signatures and bodies of its specification. */

import type { BusCall } from '../session-bus/session-bus.ts'
import type { WireSecret } from './secret-session.ts'

export const SERVICE_NAME = 'org.freedesktop.secrets'
export const COLLECTION = 'org.freedesktop.Secret.Collection'
export const ITEM = 'org.freedesktop.Secret.Item'
const SERVICE = 'org.freedesktop.Secret.Service'
const PROMPT = 'org.freedesktop.Secret.Prompt'
const ROOT = '/org/freedesktop/secrets'
/** What the specification answers where a path is asked for and there is none. */
export const NONE = '/'

export type Attributes = Readonly<Record<string, string>>

const to = (path: string, inside: string, member: string, signature = '', body: readonly unknown[] = []): BusCall => ({
  destination: SERVICE_NAME,
  path,
  interface: inside,
  member,
  signature,
  body,
})

const property = (inside: string, name: string, signature: string, value: unknown) => [
  `${inside}.${name}`,
  { signature, value },
]

/** Gives the path of the keyring that new items go to, or NONE. */
export const readDefault = () => to(ROOT, SERVICE, 'ReadAlias', 's', ['default'])

/** Gives what was agreed on, and the session's path. */
export const openSession = (algorithm: string, input: { signature: string; value: unknown }) =>
  to(ROOT, SERVICE, 'OpenSession', 'sv', [algorithm, input])

/** Gives secrets by item. */
export const getSecrets = (items: readonly string[], session: string) =>
  to(ROOT, SERVICE, 'GetSecrets', 'aoo', [items, session])

/** Gives what is open without more ado, and a prompt or NONE. */
export const unlock = (paths: readonly string[]) => to(ROOT, SERVICE, 'Unlock', 'ao', [paths])

/** Gives the collection or NONE, and a prompt or NONE. */
export const createCollection = (label: string) =>
  to(ROOT, SERVICE, 'CreateCollection', 'a{sv}s', [[property(COLLECTION, 'Label', 's', label)], 'default'])

export const searchItems = (collection: string, attributes: Attributes) =>
  to(collection, COLLECTION, 'SearchItems', 'a{ss}', [Object.entries(attributes)])

/** Gives the item or NONE, and a prompt or NONE. Never in the place of another one. */
export const createItem = (collection: string, label: string, attributes: Attributes, secret: WireSecret) =>
  to(collection, COLLECTION, 'CreateItem', 'a{sv}(oayays)b', [
    [property(ITEM, 'Label', 's', label), property(ITEM, 'Attributes', 'a{ss}', Object.entries(attributes))],
    secret,
    false,
  ])

export const setSecret = (item: string, secret: WireSecret) => to(item, ITEM, 'SetSecret', '(oayays)', [secret])

/** Gives a prompt or NONE. */
export const deleteItem = (item: string) => to(item, ITEM, 'Delete')

export const getProperty = (path: string, inside: string, name: string) =>
  to(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [inside, name])

export const getCollections = () => getProperty(ROOT, SERVICE, 'Collections')

export const setItemProperty = (item: string, name: string, signature: string, value: unknown) =>
  to(item, 'org.freedesktop.DBus.Properties', 'Set', 'ssv', [ITEM, name, { signature, value }])

export const showPrompt = (prompt: string) => to(prompt, PROMPT, 'Prompt', 's', [''])
export const dismissPrompt = (prompt: string) => to(prompt, PROMPT, 'Dismiss')

/** Every service answers this, without looking at anything. */
export const ping = () => to(ROOT, 'org.freedesktop.DBus.Peer', 'Ping')
