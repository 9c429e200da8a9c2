/**
 * What every vault must do, as one suite:
 *
 *   vaultSuite('an encrypted file', async () => ({ vault, reopen: () => theSameAgain }))
 *
 * `reopen` gives a second vault over the same contents, as the next run of the program would see them; a vault that
 * keeps nothing between runs leaves it out.
 */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { VaultBackend } from '../../../../electron/core/ports.ts'

export type Opened = { vault: VaultBackend; reopen?: () => Promise<VaultBackend>; dispose?: () => Promise<void> }

const long = (length: number) => Array.from({ length }, (_, index) => String.fromCharCode(33 + (index % 90))).join('')

const values: [what: string, value: string][] = [
  ['one letter', 'x'],
  ['nothing', ''],
  ['a line break', 'first\nsecond\r\n\n'],
  ['letters of many scripts', 'Grüße 日本語 العربية 🍓👩‍🌾 e\u0301'],
  ['controls and a zero byte', '\u0000\u0001\u001f\u007f\u2028'],
  ['just one piece', long(900)],
  ['one letter more than a piece', long(901)],
  ['100 kB', long(100_000)],
  ['100 kB of four-byte letters', '🍓'.repeat(25_000)],
]

export function vaultSuite(name: string, open: () => Promise<Opened>): void {
  async function opened(): Promise<Required<Pick<Opened, 'vault'>> & Opened> {
    const given = await open()
    onTestFinished(async () => {
      await given.vault.close()
      await given.dispose?.()
    })
    return given
  }

  describe(name, () => {
    test.each(values)('gives back %s', async (_what, value) => {
      const { vault, reopen } = await opened()
      await vault.write('one', value)
      expect(await vault.read('one')).toBe(value)
      if (reopen) expect(await (await reopen()).read('one')).toBe(value)
    })

    test('does not know a key that was never written, and removes it without complaint', async () => {
      const { vault } = await opened()
      expect(await vault.read('unknown')).toBeNull()
      await vault.remove('unknown')
      expect(await vault.read('unknown')).toBeNull()
    })

    test('overwrites: longer, shorter, empty and longer again', async () => {
      const { vault, reopen } = await opened()
      for (const length of [10, 5_000, 20, 0, 2_401, 2_400, 1]) {
        await vault.write('grows', long(length))
        expect(await vault.read('grows')).toBe(long(length))
      }
      if (reopen) expect(await (await reopen()).read('grows')).toBe('!')
    })

    test('removes, and a removed key can be written anew', async () => {
      const { vault, reopen } = await opened()
      await vault.write('gone', long(4_000))
      await vault.remove('gone')
      expect(await vault.read('gone')).toBeNull()
      if (reopen) expect(await (await reopen()).read('gone')).toBeNull()
      await vault.write('gone', 'back')
      expect(await vault.read('gone')).toBe('back')
    })

    test('keeps many keys apart, those that begin alike and the longest allowed', async () => {
      const { vault, reopen } = await opened()
      const keys = ['a', 'a-1', 'a-1-1', 'manifest', 'a'.repeat(64), ...Array.from({ length: 20 }, (_, n) => `k-${n}`)]
      for (const key of keys) await vault.write(key, `value of ${key}`)
      await vault.remove('a-1')
      const again = reopen ? await reopen() : vault
      for (const key of keys) expect(await again.read(key)).toBe(key === 'a-1' ? null : `value of ${key}`)
    })

    test('does calls on one key in the order of asking, and a read among them sees a whole value', async () => {
      const { vault } = await opened()
      const writes = Array.from({ length: 6 }, (_, n) => vault.write('busy', `${n}`.repeat(3_000)))
      const seen = await Promise.all([vault.read('busy'), vault.write('busy', 'last'), vault.read('busy'), ...writes])
      expect(seen[0]).toBe('5'.repeat(3_000))
      expect(seen[2]).toBe('last')
    })

    test('is open, opens again, and says what kind it is', async () => {
      const { vault } = await opened()
      await vault.write('one', 'x')
      await vault.unlock()
      expect(await vault.condition()).toBe('open')
      expect(['keychain', 'file', 'memory']).toContain(vault.kind)
    })
  })
}
