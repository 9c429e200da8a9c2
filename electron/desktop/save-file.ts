import type { Dialog } from 'electron'
import { z } from 'zod'
import type { Bridge } from '../../shared/api/contract/contract.ts'
import type { Saved } from '../../shared/api/page-protocol.ts'
import { SAVED_FILES, type SavedFile } from '../../shared/api/saved-files.ts'
import { raise } from '../../shared/fault.ts'
import { writeAtomically } from '../adapters/node/files/atomic-write.ts'
import { unwritable } from '../adapters/node/files/whole-file.ts'

const inputSchema = z.strictObject({ what: z.enum(['support', 'settings', 'journal']) })

/** The only way from the window into a file: every download is refused (hardening.ts). */
export function createSaveFile(dialog: Pick<Dialog, 'showSaveDialog'>) {
  const lastTexts = new Map<SavedFile, string>()
  return {
    /** The window's calls, from which it is known what may be saved. */
    watching: (bridge: Bridge): Bridge => ({
      async call(name, input) {
        const value = await bridge.call(name, input)
        for (const what of inputSchema.shape.what.options)
          if (SAVED_FILES[what].call === name) lastTexts.set(what, (value as { text: string }).text)
        return value
      },
    }),
    /**
     * Saves what the keeper has last told the window of that kind, and nothing that the page could make up, to where a person
     * says in the system's dialog. Raises bad_shape, call_refused where there is nothing, and file_unwritable.
     */
    async save(input: unknown): Promise<Saved> {
      const read = inputSchema.safeParse(input)
      if (!read.success) raise('bad_shape', { where: 'host.saveFile' })
      const { what } = read.data
      const text = lastTexts.get(what) ?? raise('call_refused', { call: 'host.saveFile' })
      // Linux asks before it writes over a file only where it is told to.
      const asked = { defaultPath: SAVED_FILES[what].name, properties: ['showOverwriteConfirmation' as const] }
      const { canceled, filePath: path } = await dialog.showSaveDialog(asked)
      if (canceled || !path) return { saved: false }
      await writeAtomically(path, text).catch((thrown: unknown) => {
        throw unwritable(path, thrown)
      })
      return { saved: true }
    },
  }
}
