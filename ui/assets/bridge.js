// Runs once for each of our HTML parts (Gradio gives `element` and `trigger`): a click on anything that has data-act
// becomes an event of the part, which ui/chat.py answers. See page.js for what needs no server.
trichdan.bridge(element, (data) => trigger("click", data));
