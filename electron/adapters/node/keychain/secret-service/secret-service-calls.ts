/** The calls of org.freedesktop.Secret.* that we make, as data: names, signatures and bodies of its specification. */

import type { BusCall } from '../session-bus/session-bus.ts'
import type { WireSecret } from './secret-session.ts'

export const SERVICE_NAME = 'org.freedesktop.secrets'
export const COLLECTION = 'org.freedesktop.Secret.Collection'
export const ITEM = 'org.freedesktop.Secret.Item'
const SERVICE = 'org.freedesktop.Secret.Service'
const PROMPT = 'org.freedesktop.Secret.Prompt'
const ROOT = '/org/freedesktop/secrets'
/** The specification's answer for "no object". */
export const NO_PATH = '/'

export type Attributes = Readonly<Record<string, string>>

const methodCall = (
  path: string,
  interfaceName: string,
  member: string,
  signature = '',
  body: readonly unknown[] = [],
): BusCall => ({
  destination: SERVICE_NAME,
  path,
  interface: interfaceName,
  member,
  signature,
  body,
})

const property = (interfaceName: string, name: string, signature: string, value: unknown) => [
  `${interfaceName}.${name}`,
  { signature, value },
]

/** Gives the path of the keyring that new items go to, or NO_PATH. */
export const readDefaultAlias = () => methodCall(ROOT, SERVICE, 'ReadAlias', 's', ['default'])

/** Gives what was agreed on, and the session's path. */
export const openSession = (algorithm: string, input: { signature: string; value: unknown }) =>
  methodCall(ROOT, SERVICE, 'OpenSession', 'sv', [algorithm, input])

/** Gives secrets by item. */
export const getSecrets = (items: readonly string[], session: string) =>
  methodCall(ROOT, SERVICE, 'GetSecrets', 'aoo', [items, session])

/** Gives what was unlocked without a prompt, and a prompt or NO_PATH. */
export const unlock = (paths: readonly string[]) => methodCall(ROOT, SERVICE, 'Unlock', 'ao', [paths])

/** Gives the collection or NO_PATH, and a prompt or NO_PATH. */
export const createCollection = (label: string) =>
  methodCall(ROOT, SERVICE, 'CreateCollection', 'a{sv}s', [[property(COLLECTION, 'Label', 's', label)], 'default'])

export const searchItems = (collection: string, attributes: Attributes) =>
  methodCall(collection, COLLECTION, 'SearchItems', 'a{ss}', [Object.entries(attributes)])

/** Gives the item or NO_PATH, and a prompt or NO_PATH. Never replaces an existing item. */
export const createItem = (collection: string, label: string, attributes: Attributes, secret: WireSecret) =>
  methodCall(collection, COLLECTION, 'CreateItem', 'a{sv}(oayays)b', [
    [property(ITEM, 'Label', 's', label), property(ITEM, 'Attributes', 'a{ss}', Object.entries(attributes))],
    secret,
    false,
  ])

export const setSecret = (item: string, secret: WireSecret) => methodCall(item, ITEM, 'SetSecret', '(oayays)', [secret])

/** Gives a prompt or NO_PATH. */
export const deleteItem = (item: string) => methodCall(item, ITEM, 'Delete')

export const getProperty = (path: string, interfaceName: string, name: string) =>
  methodCall(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [interfaceName, name])

export const getCollections = () => getProperty(ROOT, SERVICE, 'Collections')

export const setItemProperty = (item: string, name: string, signature: string, value: unknown) =>
  methodCall(item, 'org.freedesktop.DBus.Properties', 'Set', 'ssv', [ITEM, name, { signature, value }])

export const showPrompt = (prompt: string) => methodCall(prompt, PROMPT, 'Prompt', 's', [''])
export const dismissPrompt = (prompt: string) => methodCall(prompt, PROMPT, 'Dismiss')

/** Every service answers this. */
export const ping = () => methodCall(ROOT, 'org.freedesktop.DBus.Peer', 'Ping')
