/**
 * Pictures of a session's whole screen, and what can be asked of them. LOOK=FOLDER keeps each as desktop-NAME.png, for
 * people to look at.
 *
 *   const pictures = screenPictures(session)
 *   const before = await pictures.take('before')
 *   await pictures.changed(before, await pictures.take('menu'), '300x240+0+640')
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { startSession } from './desktop-session.ts'

type Session = Awaited<ReturnType<typeof startSession>>

const look = process.env['LOOK']

export function screenPictures({ said, picture, home }: Session) {
  const number = async (words: readonly string[]) => Number(await said('convert', words))
  return {
    async take(name: string): Promise<string> {
      const file = join(home.base, `${name}.png`)
      await picture(file)
      if (look) {
        mkdirSync(look, { recursive: true })
        copyFileSync(file, join(look, `desktop-${name}.png`))
      }
      return file
    },
    /** From 0, black, to 1, white, of the middle of the screen. */
    lightness: (file: string) =>
      number([file, '-gravity', 'center', '-crop', '600x400+0+0', '-format', '%[fx:mean]', 'info:']),
    /** How many points of a part (WIDTHxHEIGHT+X+Y, or all) differ. */
    changed(one: string, other: string, part?: string): Promise<number> {
      const crop = part === undefined ? [] : ['-crop', part, '+repage']
      const difference = ['-compose', 'difference', '-composite', '-threshold', '5%']
      return number([one, other, ...crop, ...difference, '-format', '%[fx:mean*w*h]', 'info:'])
    },
  }
}
