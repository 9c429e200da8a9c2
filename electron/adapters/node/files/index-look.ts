import { join } from 'node:path'
import { type IndexPreview, indexPreviewOf } from '../../../../shared/index-file/index-preview.ts'
import { readStoredTextSync } from './stored-file.ts'

/** The index as any process may read it. Empty for a file that is no index: only the keeper sets that aside. */
export function readIndexPreview(folder: string): IndexPreview {
  try {
    return indexPreviewOf(JSON.parse(readStoredTextSync(join(folder, 'index.json'))))
  } catch {
    return indexPreviewOf(null)
  }
}
