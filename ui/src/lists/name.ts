// How a list calls an instance: by its key, or by the end of its id, which differs most.
import { shorten } from "../format/text";
import { type Json } from "../json/json";
import { text } from "../json/members";

export const nameOf = (raw: Json, most: number): string => shorten(text(raw, "key"), most) || `…${text(raw, "id").slice(-12)}`;
