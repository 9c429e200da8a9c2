import { useEffect } from 'react'
import { goTo } from '../routes/router.ts'
import { handOver } from './dropped-file.ts'

/** More than any settings file; a film that was let go over the window by mistake is not read. */
const MOST_BYTES = 4 * 1_048_576

/**
 * A settings file that is dragged onto the window goes to the import page, which shows what would change before anything
 * does. Words that are dragged stay with the fields they are let go over.
 */
export function DropToImport() {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (holdsFiles(event)) event.preventDefault()
    }
    const dropped = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      const [file, ...others] = event.dataTransfer?.files ?? []
      if (file === undefined || others.length > 0 || file.size > MOST_BYTES) return
      void file.arrayBuffer().then((content) => {
        handOver(new Uint8Array(content))
        goTo({ screen: 'import' })
      })
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', dropped)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', dropped)
    }
  }, [])
  return null
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}
