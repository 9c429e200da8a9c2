import { standIn } from '../kit/electron/stand-in-host.ts'
import { manners } from './suites/manners.ts'

manners(standIn)
