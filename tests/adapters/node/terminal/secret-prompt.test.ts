import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createPrompts } from '../../../../electron/adapters/node/terminal/secret-prompt.ts'

/** A stream that is a terminal as far as the prompt can see. */
function keyboard() {
  const raw: boolean[] = []
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => raw.push(on),
  }) as unknown as NodeJS.ReadStream & PassThrough
  return { stream, raw }
}

function pipe(text: string | Uint8Array): NodeJS.ReadStream {
  const stream = new PassThrough()
  stream.end(text)
  return stream as unknown as NodeJS.ReadStream
}

describe('asking a person', () => {
  it.each([
    ['hunter2\r', 'hunter2'],
    ['hunter3\b2\r', 'hunter2'],
    ['hunter😀\u007f2\r', 'hunter2'],
    ['wrong\u0015hunter2\n', 'hunter2'],
    ['hunter2\u0004', 'hunter2'],
  ])('%j is %s, which nobody sees', async (keys, secret) => {
    const { stream, raw } = keyboard()
    const shown: string[] = []
    const answer = createPrompts(stream, { write: (text) => shown.push(text) }).secret('Passphrase: ')
    stream.write(keys)
    expect((await answer)?.reveal()).toBe(secret)
    expect(shown).toEqual(['Passphrase: ', '\n'])
    expect(raw).toEqual([true, false])
  })

  it('asks once the terminal shows nothing any more: whoever types at once would see it', async () => {
    const { stream, raw } = keyboard()
    const whenAsked: boolean[][] = []
    const answer = createPrompts(stream, { write: () => whenAsked.push([...raw]) }).secret('Passphrase: ')
    stream.write('hunter2\r')
    await answer
    expect(whenAsked[0]).toEqual([true])
  })

  it('takes Enter for a shown line as Enter, right after a hidden one', async () => {
    const { stream, raw } = keyboard()
    const { secret, line } = createPrompts(stream, { write: () => undefined })
    const hidden = secret('Passphrase: ')
    stream.write('hunter2\r')
    expect((await hidden)?.reveal()).toBe('hunter2')
    const shown = line('Sure? ', false)
    stream.write('\n')
    expect(await shown).toBe('')
    expect(raw).toEqual([true, false])
  })

  it.each([['\u0003'], ['abc\u0003'], ['\u0004']])('%j is somebody who gives up', async (keys) => {
    const { stream } = keyboard()
    const answer = createPrompts(stream, { write: () => undefined }).secret('Passphrase: ')
    stream.write(keys)
    await expect(answer).rejects.toMatchObject({ fault: { code: 'asking_stopped' } })
  })

  it.each([
    ['\u001b[200~half\rhalf\u001b[201~\r', 'half\nhalf'],
    ['\u001b[200~half\nhalf\n\u001b[201~\r', 'half\nhalf'],
    ['\u001b[200~hunter2\r\u001b[201~\r', 'hunter2'],
    ['hun\u001b[D\u001b[200~ter\u001b[201~\u001b[1;5C2\r', 'hunter2'],
    ['\u001bhunter2\r', 'hunter2'],
  ])('%j: what was pasted is one answer, and keys that move are none', async (keys, answer) => {
    const { stream } = keyboard()
    const shown: string[] = []
    const output = { isTTY: true, write: (text: string) => shown.push(text) }
    const asked = createPrompts(stream, output).line('Token: ', true)
    for (const key of keys) stream.write(key)
    expect(await asked).toBe(answer)
    expect(shown).toEqual(['\u001b[?2004hToken: ', '\u001b[?2004l\n'])
  })

  it('leaves a paste that never ends by Ctrl-C', async () => {
    const { stream } = keyboard()
    const asked = createPrompts(stream, { write: () => undefined }).line('Token: ', true)
    stream.write('\u001b[200~half\r\u0003')
    expect(await asked).toBeNull()
  })

  it('takes no passphrase of two lines', async () => {
    const { stream } = keyboard()
    const asked = createPrompts(stream, { write: () => undefined }).secret('Passphrase: ')
    stream.write('\u001b[200~one\rtwo\u001b[201~\r')
    await expect(asked).rejects.toMatchObject({ fault: { code: 'space_inside' } })
  })

  it('Enter alone is no answer', async () => {
    const { stream } = keyboard()
    const answer = createPrompts(stream, { write: () => undefined }).secret('Passphrase: ')
    stream.write('\r')
    expect(await answer).toBeNull()
  })

  it('asks twice in a row, also when both answers come at once', async () => {
    const { stream } = keyboard()
    const ask = createPrompts(stream, { write: () => undefined }).secret
    const first = ask('New: ')
    stream.write('one\rtwo\r')
    expect((await first)?.reveal()).toBe('one')
    expect((await ask('Again: '))?.reveal()).toBe('two')
  })
})

describe('reading a pipe', () => {
  it('takes a line at a time, in every spelling of a line end, and asks nobody', async () => {
    const shown: string[] = []
    const ask = createPrompts(pipe('one\r\ntwo\nthree'), { write: (text) => shown.push(text) }).secret
    const lines = [await ask('?'), await ask('?'), await ask('?'), await ask('?')]
    expect(lines.map((line) => line?.reveal() ?? null)).toEqual(['one', 'two', 'three', null])
    expect(shown).toEqual([])
  })

  it('takes a mark of Windows off, and refuses what is no UTF-8 or too long: it would be another secret', async () => {
    const read = (bytes: Uint8Array | string) => createPrompts(pipe(bytes), { write: () => undefined }).secret('?')
    expect((await read('\ufeffhunter2\r\n'))?.reveal()).toBe('hunter2')
    for (const bytes of [Buffer.from('clef été\n', 'latin1'), Buffer.from('hunter2\n', 'utf16le')])
      await expect(read(bytes)).rejects.toMatchObject({ fault: { code: 'no_text_file' } })
    await expect(read('x'.repeat(5_000))).rejects.toMatchObject({ fault: { code: 'input_too_large' } })
    expect((await read('x'.repeat(4_096)))?.reveal()).toHaveLength(4_096)
  })

  it('gives up on a pipe that stays silent', async () => {
    const silent = new PassThrough() as unknown as NodeJS.ReadStream
    expect(await createPrompts(silent, { write: () => undefined }, 20).secret('?')).toBeNull()
  })
})
