// For browsers without modules alone (`nomodule` in embed.html): they can't run the player, and its buttons would do nothing.
document.querySelector(".player").innerHTML =
  '<p class="notice">This browser is too old to play the video.</p>';
