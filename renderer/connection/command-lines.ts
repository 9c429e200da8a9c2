import type { ConnectionView } from '../../shared/connections/view.ts'
import { withoutEndSlashes } from '../../shared/entry/address.ts'
import { systemNamed } from '../../shared/systems/registry.ts'

type Word = 'commandToken' | 'commandHeader' | 'commandExec' | 'commandSocket' | 'commandShow' | 'commandNetwork'
type Line = { readonly word: Word; readonly line: string }
type Called = Pick<ConnectionView, 'name' | 'system' | 'urls' | 'baseUrl'>

/**
 * Command lines for this connection. A token goes from program to program through a pipe: in a command's own words every
 * user of the machine could read it. Names need no quoting; an address is quoted, since a shell would read its signs.
 */
export function commandsFor(view: Called, socket?: string): readonly Line[] {
  const { name } = view
  const asked: readonly Line[] = socket === undefined ? [] : [{ word: 'commandSocket', line: socketLine(name, socket) }]
  return [
    { word: 'commandToken', line: `everbearer token ${name}` },
    { word: 'commandHeader', line: curlLine(view) },
    { word: 'commandExec', line: pythonLine(view) },
    ...asked,
    { word: 'commandShow', line: `everbearer show ${name}` },
    // A page may not say through whom secrets travel (tests/doors/powers.ts), so it says where that can be said.
    { word: 'commandNetwork', line: `everbearer network ${name}` },
  ]
}

/**
 * Whoever connects to a socket hands a token to nobody, but believes what is answered: so both the socket and its folder
 * have to be the user's own (docs/decisions.md 22).
 */
function socketLine(name: string, socket: string): string {
  const path = quoted(socket)
  const folder = quoted(socket.slice(0, socket.lastIndexOf('/')))
  const address = `http://everbearer/v1/connections/${name}/token`
  return `[ -O ${folder} ] && [ -O ${path} ] && curl --silent --fail-with-body --unix-socket ${path} ${address}`
}

/** A call of this very system that harms nothing, and where its server reads the token. */
function harmlessCall({ system, urls, baseUrl }: Called): { address: string; parameter: string | undefined } {
  const { endpoint = '', path, parameter } = systemNamed(system)?.programCall ?? {}
  const address = urls[endpoint] ?? baseUrl
  return { address: path === undefined ? address : `${withoutEndSlashes(address)}/${path}`, parameter }
}

/** A program that takes the token out of its environment; what it is called with, everybody may read. */
function pythonLine(called: Called): string {
  const { address, parameter } = harmlessCall(called)
  const token = 'os.environ["EVERBEARER_TOKEN"]'
  const request =
    parameter === undefined
      ? `urllib.request.Request(${JSON.stringify(address)}, headers={"Authorization": "Bearer " + ${token}})`
      : `${JSON.stringify(`${address}?${parameter}=`)} + urllib.parse.quote(${token}, safe="")`
  const program = `import os, urllib.parse, urllib.request; print(urllib.request.urlopen(${request}).status)`
  return `everbearer exec ${called.name} -- python3 -c ${quoted(program)}`
}

function curlLine(called: Called): string {
  const { name } = called
  const { address, parameter } = harmlessCall(called)
  const url = quoted(address)
  if (parameter === undefined) return `everbearer token ${name} --header | curl -H @- ${url}`
  // curl encodes what it reads as it is, with the end of the line.
  return `everbearer token ${name} | tr -d '\\n' | curl --get --data-urlencode ${parameter}@- ${url}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
