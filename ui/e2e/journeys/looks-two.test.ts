// See rig/looks.ts.
import { looksOf } from "../rig/looks";

looksOf(1);
