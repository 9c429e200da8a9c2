import { standIn } from '../kit/electron/stand-in-host.ts'
import { quitting } from './suites/quitting.ts'

quitting(standIn)
