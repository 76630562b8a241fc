/** All results of the run on the desk as files, made by the service itself. */
import { useSignal } from "@preact/signals";
import { service } from "../api/client";
import { save } from "../charts/export";
import { draft } from "../state/draft";
import { finishedJob } from "../state/uncertainty";

const FORMATS = ["csv", "parquet", "json"] as const;

export function Downloads() {
  const said = useSignal("");
  const download = async (format: (typeof FORMATS)[number]) => {
    said.value = "";
    try {
      const id = await finishedJob(draft.value ?? {});
      save(`${id}.${format}`, await service.file(id, format));
    } catch (error) {
      said.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <span class="downloads" role="group" aria-label="Download all results">
      <span class="quiet">Download</span>
      {FORMATS.map((format) => (
        <button type="button" key={format} title={`Every series of every month, as ${format.toUpperCase()}`} onClick={() => void download(format)}>
          {format.toUpperCase()}
        </button>
      ))}
      {said.value && <span role="alert">{said.value}</span>}
    </span>
  );
}
