/** What has just been put aside, and the way back to it. */
import { setAside } from "../state/aside";
import { undo } from "../state/history";

export function Notice() {
  const name = setAside.value;
  const back = () => {
    undo();
    setAside.value = undefined;
  };
  return (
    <div role="status" class="notice" hidden={name === undefined}>
      {name !== undefined && (
        <>
          <span>Your unsaved changes to {name} are off the desk.</span>
          <button type="button" onClick={back}>
            Bring them back
          </button>
          <button type="button" onClick={() => (setAside.value = undefined)}>
            Let them go
          </button>
        </>
      )}
    </div>
  );
}
