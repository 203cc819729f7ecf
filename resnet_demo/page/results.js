// What stands below a result: the charts of its panel are saved by plotly's own download, whose
// button is in the toolbar that the style hides, and the command is copied.

document.addEventListener("click", (event) => {
  const save = event.target.closest(".rl-save");
  const copy = event.target.closest(".rl-copy");
  if (save) resnetResults.saveCharts(save);
  if (copy) resnetResults.copyCommand(copy);
});

window.resnetResults = {
  saveCharts(button) {
    const panel = button.closest(".rl-panel");
    const charts = [...panel.querySelectorAll(".js-plotly-plot")].filter(
      (chart) => chart.closest(".rl-panel") === panel,
    );
    charts.forEach((chart, index) => {
      const { format, name } = button.dataset;
      const { width, height } = chart.getBoundingClientRect();
      const number = charts.length > 1 ? `-${index + 1}` : "";
      const size = { width: Math.round(width), height: Math.round(height), scale: 2 };
      chart._context.toImageButtonOptions = { format, filename: name + number, ...size };
      chart.querySelector(".modebar-group .modebar-btn").click(); // the first is the download
    });
  },

  async copyCommand(button) {
    await copyText(button.parentElement.querySelector("code").textContent);
    button.textContent = button.dataset.copied;
  },
};
