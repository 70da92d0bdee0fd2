(function () {
  "use strict";
  var charts = JSON.parse(document.getElementById("chart-data").textContent);
  var config = { displayModeBar: false, responsive: true };
  var family = getComputedStyle(document.body).fontFamily;
  var drawn = [];
  Object.keys(charts).forEach(function (id) {
    var place = document.getElementById(id);
    if (!place) { return; }
    place.hidden = false;
    var layout = charts[id].layout;
    layout.font.family = family;
    layout.hoverlabel.font.family = family;
    // Fourteen dates do not fit beside each other on a phone: every other one is named, the last one always.
    if (layout.xaxis.tickangle === 0 && place.clientWidth < 560) {
      layout.xaxis.tickmode = "linear";
      layout.xaxis.dtick = 2;
      layout.xaxis.tick0 = (charts[id].data[0].x.length - 1) % 2;
      layout.xaxis.tickfont = { size: 11 };
    }
    var data = charts[id].data.filter(function (trace) { return place.clientWidth >= 560 || trace.meta !== "wide"; });
    Plotly.newPlot(place, data, layout, config);
    drawn.push(place);
  });
  // A page of A4 less its margins is narrower than most windows: draw for the paper, then for the window again.
  var PAPER = 680;
  function fit(width) {
    drawn.forEach(function (place) {
      Plotly.relayout(place, width ? { width: width, autosize: false } : { width: null, autosize: true });
    });
  }
  window.addEventListener("beforeprint", function () { fit(PAPER); });
  window.addEventListener("afterprint", function () { fit(0); });
})();
