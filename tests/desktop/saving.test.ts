import { standIn } from '../kit/electron/stand-in-host.ts'
import { saving } from './suites/saving.ts'

saving(standIn)
