import { useEffect } from 'react'
import { goTo } from '../routes/router.ts'
import { givenOf, handOver } from './dropped-file.ts'

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
      void givenOf(event.dataTransfer?.files ?? []).then((given) => {
        if (given === null) return
        handOver(given)
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
