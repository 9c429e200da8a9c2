import type { Host } from '../host/host.ts'

/** A file of the settings of these, of all where none are named; no secret is in it. */
export async function settingsSaved(host: Host, names?: readonly string[]): ReturnType<Host['saveFile']> {
  const reply = await host.call('moving.export', names === undefined ? {} : { names: [...names] })
  return reply.ok ? host.saveFile('settings', reply.value.text) : reply
}
