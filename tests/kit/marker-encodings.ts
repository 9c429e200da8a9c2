/** Every form in which a leaked secret could lie about (docs/architecture.md "Laws"), as bytes to look for. */

export type Needle = { readonly secret: string; readonly encoding: string; readonly bytes: Buffer }

/** Shorter ones would be found by chance, most of all as the core of a base64 text. */
const SHORTEST = 8

/** `name` is what a finding says instead of the secret. */
export function needlesOf(name: string, secret: string): Needle[] {
  if (secret.length < SHORTEST) throw new RangeError(`the secret ${name} is too short to be told from chance`)
  const all = [
    ...plainForms(secret),
    ...base64Forms(Buffer.from(secret, 'utf8')),
    ...hexForms(Buffer.from(secret, 'utf8')),
    ...utf16Forms(secret),
  ]
  const seen = new Set<string>()
  return all
    .map(([encoding, bytes]) => ({ secret: name, encoding, bytes: Buffer.from(bytes) }))
    .filter(({ bytes }) => {
      const key = bytes.toString('latin1')
      return seen.has(key) ? false : seen.add(key)
    })
}

type Form = readonly [encoding: string, bytes: string | Buffer]

function plainForms(secret: string): Form[] {
  const percent = encodeURIComponent(secret)
  const strict = percent.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
  const lowered = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const form = strict.replaceAll('%20', '+')
  const everyByte = [...Buffer.from(secret, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  return [
    ['plain', secret],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ...[percent, strict, form].flatMap((text): Form[] => [
      ['URL', text],
      ['URL', lowered(text)],
    ]),
    ['URL', everyByte],
    ['URL', everyByte.toUpperCase()],
  ]
}

/** At each of the three places that a text can have among groups of three bytes; without the edges that depend on neighbours. */
function base64Forms(secret: Buffer): Form[] {
  return [0, 1, 2].flatMap((offset): Form[] => {
    const shifted = Buffer.concat([Buffer.alloc(offset), secret])
    const core = (text: string) => text.slice(Math.ceil((offset * 8) / 6), Math.floor((shifted.length * 8) / 6))
    return [
      [`base64 +${offset}`, core(shifted.toString('base64'))],
      [`base64url +${offset}`, core(shifted.toString('base64url'))],
    ]
  })
}

function hexForms(secret: Buffer): Form[] {
  const hex = secret.toString('hex')
  return [
    ['hex', hex],
    ['hex', hex.toUpperCase()],
  ]
}

function utf16Forms(secret: string): Form[] {
  const little = Buffer.from(secret, 'utf16le')
  return [
    ['UTF-16LE', little],
    ['UTF-16BE', Buffer.from(little).swap16()],
  ]
}
