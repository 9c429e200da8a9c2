import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { formPart } from '../../shared/http.ts'
import { jwt } from '../kit/jwt.ts'
import { markerSecret, markers } from '../kit/markers.ts'
import { temporaryHome } from '../kit/processes/temporary-home.ts'
import { processorMs } from '../kit/processor-time.ts'

const SECRET = markerSecret('one')
const bytesOf = (text: string) => Buffer.from(text, 'utf8')
const upTo = (length: number) => Array.from({ length }, (_none, index) => index)

/** How a leak could look, beside the name of the encoding in which it must be found. */
const LEAKS: [string, Buffer][] = [
  ['plain', bytesOf(`before ${SECRET} after`)],
  ['JSON', bytesOf(JSON.stringify({ token: SECRET }))],
  ['URL', bytesOf(`?token=${encodeURIComponent(SECRET)}&x`)],
  ['URL', bytesOf(`token=${new URLSearchParams({ token: SECRET }).toString()}`)],
  ['URL', bytesOf(formPart(SECRET))],
  ['URL', bytesOf(encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase()))],
  ['hex', bytesOf(bytesOf(`x${SECRET}x`).toString('hex'))],
  ['hex', bytesOf(bytesOf(SECRET).toString('hex').toUpperCase())],
  ['UTF-16LE', Buffer.from(`a${SECRET}b`, 'utf16le')],
  ['UTF-16BE', Buffer.from(`a${SECRET}b`, 'utf16le').swap16()],
  ...upTo(6).map((before): [string, Buffer] => [
    `base64 +${before % 3}`,
    bytesOf(bytesOf(`${'p'.repeat(before)}${SECRET}?>`).toString('base64')),
  ]),
  ...upTo(6).map((before): [string, Buffer] => [
    `base64url +${before % 3}`,
    bytesOf(bytesOf(`${'?'.repeat(before)}${SECRET}`).toString('base64url')),
  ]),
]

describe('markers', () => {
  it.each(LEAKS)('are found as %s', (encoding, leak) => {
    const hunt = markers({ one: SECRET, other: markerSecret('other') })
    const noise = randomBytes(5_000)
    const found = hunt.inBuffer('there', Buffer.concat([noise, leak, noise]))
    expect(new Set(found.map(({ where, secret }) => `${where} ${secret}`))).toEqual(new Set(['there one']))
    // Some texts are the same in base64 and base64url (then the first name counts), or in both orders of UTF-16.
    const plainName = (name: string) => name.replace('url', '')
    expect(found.map((one) => plainName(one.encoding))).toContain(plainName(encoding))
    expect(found[0]?.at).toBeGreaterThanOrEqual(5_000)
  })

  it('are not found where there are none, nor one in the place of another', () => {
    const hunt = markers({ one: SECRET })
    const almost = SECRET.slice(0, -1)
    expect(hunt.inBuffer('noise', randomBytes(500_000))).toEqual([])
    expect(hunt.inText('others', `${almost} ${markerSecret('one')} ${bytesOf(almost).toString('hex')}`)).toEqual([])
    expect(hunt.inText('nothing', '')).toEqual([])
  })

  it('of any length are found in base64, wherever they lie', () => {
    for (let length = 8; length < 30; length += 1) {
      const secret = randomBytes(length)
        .toString('latin1')
        .replace(/[^a-z]/gi, 'q')
        .padEnd(length, 'z')
      const hunt = markers({ one: `${secret}${length}` })
      for (const before of upTo(3)) {
        for (const after of upTo(3)) {
          const text = bytesOf(`${'<'.repeat(before)}${secret}${length}${'>'.repeat(after)}`).toString('base64')
          expect(hunt.inText(`${length} ${before} ${after}`, text)).toHaveLength(1)
        }
      }
    }
  })

  it('that are too short are refused', () => {
    expect(() => markers({ pin: '1234' })).toThrow('the secret pin is too short')
  })

  it('by the hundred are looked for in one pass', () => {
    const tokens = upTo(300).map((number) =>
      jwt({ token_type: 'access', number, jti: randomBytes(16).toString('hex') }),
    )
    const hunt = markers(Object.fromEntries(tokens.map((token, index) => [`token ${index}`, token])))
    const big = Buffer.concat([randomBytes(20_000_000), bytesOf(tokens[299] ?? '')])
    const took = processorMs(() => {
      const found = hunt.inBuffer('big', big)
      expect(found).toEqual([{ where: 'big', secret: 'token 299', encoding: 'plain', at: 20_000_000 }])
    })
    expect(took).toBeLessThan(5_000)
  })
})

describe('a hunt through a tree', () => {
  it('looks into every file, binary ones too, and at their names, but follows no link', () => {
    const { base } = temporaryHome()
    mkdirSync(join(base, 'deep', 'deeper'), { recursive: true })
    const binary = join(base, 'deep', 'deeper', 'cache.bin')
    // A zero byte by chance right before it would make it UTF-16BE as well.
    writeFileSync(binary, Buffer.concat([randomBytes(100_000), Buffer.of(0xff), Buffer.from(SECRET, 'utf16le')]))
    writeFileSync(join(base, 'deep', 'clean.json'), '{}')
    symlinkSync(base, join(base, 'deep', 'loop'))
    const named = join(base, `log-${bytesOf(SECRET).toString('hex')}`)
    writeFileSync(named, '')
    const found = markers({ one: SECRET }).inTree(base)
    expect(found.map(({ where, encoding }) => `${where} ${encoding}`).sort()).toEqual(
      [`${binary} UTF-16LE`, `name of ${named} hex`].sort(),
    )
  })

  it('fails when there is nothing to look at', () => {
    expect(() => markers({ one: SECRET }).inTree('/no/such/folder')).toThrow('ENOENT')
  })
})

describe.runIf(process.platform === 'linux')('a hunt through processes', () => {
  it('reads arguments and environment', async () => {
    const env = { PATH: process.env['PATH'], TOKEN: SECRET }
    const idle = 'process.stdin.resume()'
    const child = spawn(process.execPath, ['-e', idle, encodeURIComponent(SECRET)], { env, stdio: 'pipe' })
    onTestFinished(() => void child.kill())
    await once(child, 'spawn')
    const pid = child.pid ?? 0
    const hunt = markers({ one: SECRET })
    expect(hunt.inProcesses([pid]).map(({ where, encoding }) => `${where} ${encoding}`)).toEqual([
      `/proc/${pid}/cmdline URL`,
      `/proc/${pid}/environ plain`,
    ])
    child.kill()
    await once(child, 'exit')
    expect(() => hunt.inProcesses([pid])).toThrow('ENOENT')
  })
})
