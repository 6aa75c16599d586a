// The Prometheus text of /metrics, read for people: one entry for each sample, with its help.
export interface Sample {
  name: string;
  help: string;
  labels: string; // as it stands between the braces
  value: string;
}

const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)/;

// Histograms are for programs: of them only the sum and the count are kept.
export function samplesOf(text: string): Sample[] {
  const helps = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    const help = /^# HELP (\S+) (.*)$/.exec(line);
    if (help !== null) helps.set(help[1]!, help[2]!);
    const match = line.startsWith("#") ? null : SAMPLE.exec(line);
    if (match === null || match[1]!.endsWith("_bucket")) continue;
    const name = match[1]!;
    const family = name.replace(/_(sum|count)$/, "");
    samples.push({ name, help: helps.get(name) ?? helps.get(family) ?? "", labels: match[2] ?? "", value: match[3]! });
  }
  return samples;
}

export function matchingSamples(samples: readonly Sample[], typed: string): Sample[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return samples.filter(({ name, labels }) => words.every((word) => `${name} ${labels}`.toLowerCase().includes(word)));
}
